import { useLayoutEffect, useRef } from 'preact/hooks';

/** Something that is drawn by hand, and has a beginning and an end in the page. */
export interface Drawn { readonly element: HTMLElement; open(): void; close(): void }

export function Mount({ drawn }: { drawn: Drawn }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(drawn.element);
    drawn.open();
    return () => drawn.close();
  }, [drawn]);
  return <div class="mount" ref={place} />;
}
