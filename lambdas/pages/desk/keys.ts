import { html } from 'hono/html';
import type { Markup } from '../markup';

const keys: [string, string][] = [
  ['n p', 'next, previous item'],
  ['k', 'keep'],
  ['d', 'drop'],
  ['l', 'later'],
  ['c', 'write a comment'],
  ['[ ]', 'move up, down'],
  ['a', 'add a runner-up; add a link'],
  ['/', 'find among all candidates'],
  ['u', 'undo'],
  ['Esc', 'leave a text; it is saved'],
  ['Ctrl Enter', 'save and go to the next'],
  ['?', 'show these keys'],
];

/** The keys of the desk; shown only where the script that listens to them runs. */
export const keysHelp = (): Markup => html` <details class="keys" id="keys"><summary>Keys</summary>
<dl>${keys.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
<p class="tick"><input type="checkbox" id="keys-on" checked><label for="keys-on">Listen to single keys</label></p>
</details>`;
