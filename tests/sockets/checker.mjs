/**
 * What is wrong with a history, given what was acknowledged: [[client id, seq], ...], where each text is the client id
 * that it was said with. Every acknowledged text is there, at its seq; no text twice; no seq missing.
 */
export function problems(history, acknowledged) {
  const found = [];
  const seqOf = new Map();
  history.forEach(({ seq, text }, i) => {
    if (seq !== i + 1) found.push(`at place ${i + 1} stands seq ${seq}`);
    if (seqOf.has(text)) found.push(`${text} is there twice`);
    seqOf.set(text, seq);
  });
  for (const [id, seq] of acknowledged) {
    if (!seqOf.has(id)) found.push(`${id} was acknowledged and is lost`);
    else if (seqOf.get(id) !== seq) found.push(`${id} was acknowledged as ${seq} and is ${seqOf.get(id)}`);
  }
  return found;
}
