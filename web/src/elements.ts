/** Plain DOM, made short. Text is only ever set as text. */

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name, classes: (string | false | undefined)[], ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = classes.filter(Boolean).join(' ');
  element.append(...children);
  return element;
}

export function button(
  label: string, press: (element: HTMLButtonElement) => void, classes: (string | false | undefined)[] = [],
): HTMLButtonElement {
  const element = make('button', classes, label);
  element.type = 'button';
  element.addEventListener('click', () => press(element));
  return element;
}
