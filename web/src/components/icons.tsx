/** Drawn here, since not every system has a font with such signs. What they mean stands at the button. */

export function SendIcon() { return <Icon path="M3 11.5 21 3l-6.5 18-3-7.5z" />; }

export function PinIcon() { return <Icon path="M9 2h6l-.6 7.2L18 13v2h-5l-1 7-1-7H6v-2l3.6-3.8z" />; }

function Icon({ path }: { path: string }) {
  return <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d={path} /></svg>;
}
