/**
 * True for the Enter that sends; not for Shift+Enter, nor for the Enter that ends an input method's composition.
 * Safari ends the composition before that key arrives, so only its key code 229 tells.
 */
export function isSendingEnter(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
