const address = /https?:\/\/[^\s<>"'`、。「」『』（）［］]+/giu;
const closing = /[.,:;!?…)\]}]+$/u;

/** `text` as nodes: the http and https addresses in it become links, everything else stays text. */
export function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const link = linkTo(withoutClosing(match[0]));
    if (!link) continue;
    nodes.push(new Text(text.slice(end, match.index)), link);
    end = match.index + (link.textContent ?? '').length;
  }
  nodes.push(new Text(text.slice(end)));
  return nodes.filter((node) => node.textContent !== '');
}

function linkTo(written: string): HTMLAnchorElement | undefined {
  if (!URL.canParse(written)) return undefined;
  const link = document.createElement('a');
  link.href = written;
  link.textContent = written;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}

/** Drops what ends the sentence rather than the address, but keeps a bracket that was opened inside it. */
function withoutClosing(written: string): string {
  const [tail = ''] = written.match(closing) ?? [];
  const bare = written.slice(0, written.length - tail.length);
  return tail.startsWith(')') && bare.includes('(') && !bare.includes(')') ? `${bare})` : bare;
}
