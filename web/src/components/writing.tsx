import type { User } from '../facts';
import { words } from '../i18n/language';

/** Who is writing. Its place is always there, so that nothing jumps. */
export function Writing({ users }: { users: readonly User[] }) {
  return <p class="writing">{users.length > 0 && words.value.writing(users.map(({ name }) => name))}</p>;
}
