import { useMemo } from 'preact/hooks';
import type { ChatRoom } from '../chat_room';
import { ThreadRows } from '../thread_rows';
import type { View } from '../view';
import { Composer } from './composer';
import { Mount } from './mount';

/** A message and all that answers it, with a place to answer. */
export function Thread({ view, room, root }: { view: View; room: ChatRoom; root: number }) {
  const rows = useMemo(() => new ThreadRows(room, view, root), [room, root]);
  return (
    <>
      <Mount drawn={rows} />
      <Composer view={view} room={room} thread={root} />
    </>
  );
}
