import { createHash } from 'node:crypto';
import { dragging } from './dragging';

/**
 * What the desk does better where scripts run: it saves without a reload, sends what is typed after a pause, listens to keys, and moves
 * items by dragging, with a finger too. It asks for the same pages and posts the same forms as a browser without scripts.
 */
export const deskScript = String.raw`'use strict';
(() => {
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isText = (node) => node instanceof Element && node.matches('textarea,input:not([type=hidden],[type=checkbox])');
const root = document.documentElement;
root.classList.add('js');

let queue = Promise.resolve();
let waiting = 0;
let typing;
let composing = false;
let failed = false;

const say = (text, trouble) => {
  const line = $('#saved');
  if (!line) return;
  line.textContent = text;
  line.classList.toggle('trouble', !!trouble);
};
const pause = (ms) => new Promise((go) => { setTimeout(go, ms); addEventListener('online', go, { once: true }); });
// Without its style sheet: a document that is only read is held to the policy of this page, and each would be reported as refused.
const read = (text) => new DOMParser().parseFromString(text.replace(/<style[^]*?<\/style>/, ''), 'text/html');
const isDirty = (field) => field.value !== field.defaultValue;
const dirtyFields = () => all('#desk form.decide textarea,#desk form.decide input').filter((field) => isText(field) && isDirty(field));

// A page that came back: the whole main part is put in place, but for the text in which somebody is writing.
function patch(live, fresh, held) {
  if (live === held) return;
  for (const { name, value } of [...fresh.attributes]) if (live.getAttribute(name) !== value) live.setAttribute(name, value);
  const path = [...live.children].find((child) => child.contains(held));
  const twin = path && (path.id ? [...fresh.children].find(({ id }) => id === path.id) : [...fresh.children].find((child) => child.tagName === path.tagName && child.className === path.className && (!path.matches('p,div') || child.contains(child.querySelector('#' + CSS.escape(held.id))))));
  if (!twin) { live.replaceWith(fresh); return; }
  while (path.previousSibling) path.previousSibling.remove();
  while (path.nextSibling) path.nextSibling.remove();
  let after = false;
  for (const node of [...fresh.childNodes]) {
    if (node === twin) after = true;
    else if (after) live.append(node);
    else path.before(node);
  }
  patch(path, twin, held);
}

function swap(text) {
  endDrag(false);
  const page = read(text);
  const main = $('#desk');
  const fresh = $('main', page);
  if (!main || !fresh) return;
  const active = document.activeElement;
  const held = isText(active) && main.contains(active) ? active : null;
  const open = all('details', main).map(({ id, open }) => [id, open]);
  const kept = dirtyFields().filter((field) => field !== held).map(({ id, value }) => [id, value]);
  const card = active && active.closest && active.closest('.card,.line');
  const button = active && active.matches('button') ? active : null;
  const sent = held && held.value;
  document.title = page.title;
  if (held && fresh.id === 'desk') patch(main, fresh, held); else main.replaceWith(fresh);
  const bar = $('#bar', page);
  // The line that is read out stays in place: a new one, even with words in it, is read out by few.
  const [line, said] = [$('#saved'), bar && $('#saved', bar)];
  if (line && said) { const words = [...said.childNodes]; patch($('#bar'), bar, line); line.className = ''; line.replaceChildren(...words); }
  else if (bar) $('#bar').replaceWith(bar);
  else $('#bar').remove();
  for (const [id, value] of kept) { const field = document.getElementById(id); if (field) field.value = value; }
  for (const [id, was] of open) { const box = document.getElementById(id); if (box && was) box.open = true; }
  if (held) {
    const twin = $('#' + CSS.escape(held.id), page) || held;
    if (document.contains(held)) { if (twin !== held) held.defaultValue = twin.defaultValue; held.value = sent; }
  } else if (active && active !== document.body && !document.contains(active)) {
    const home = (card && document.getElementById(card.id)) || (active.id && document.getElementById(active.id));
    const same = home && button && all('button', home).find((each) => each.name === button.name && each.textContent === button.textContent && !each.disabled);
    const next = same || home;
    if (next) next.focus({ preventScroll: true });
  }
  dress();
}

// One at a time, each with the form token of the revision that the one before it led to.
function send(form, button, extra) {
  clearTimeout(typing);
  const action = form.getAttribute('action');
  const id = (form.closest('[id]') || form).id;
  waiting += 1;
  queue = queue.then(async () => {
    const home = document.getElementById(id);
    const now = (home && all('form', home).find((each) => each.getAttribute('action') === action)) || form;
    const data = new URLSearchParams(new FormData(now));
    const token = $('main input[name=form]');
    if (token) data.set('form', token.value);
    if (button && button.name) data.set(button.name, button.value);
    for (const [name, value] of Object.entries(extra || {})) data.set(name, value);
    await post(action, data, now);
  }).finally(() => { waiting -= 1; });
  return queue;
}

const expired = 'this page was open too long. Open the desk from the mail in another tab, then go on here.';

// An answer, or nothing when there is no connection or it takes longer than a phone in a tunnel should wait.
const ask = (address, how) => fetch(address, { credentials: 'same-origin', signal: AbortSignal.timeout && AbortSignal.timeout(20000), ...how }).catch(() => null);

async function post(action, data, form) {
  say('Saving…');
  let stored;
  let renewed = false;
  for (let tries = 0; ; tries += 1) {
    const answer = await (stored ? ask(stored) : ask(action, { method: 'POST', body: data }));
    if (!answer || answer.status === 429 || answer.status >= 500) {
      // Led on to the desk, it is stored, and only the page is asked for again.
      if (answer && answer.redirected) stored = answer.url;
      failed = !stored;
      const why = !answer ? 'no connection' : answer.status === 429 ? 'the desk is busy' : 'the desk has trouble';
      say((stored ? 'Saved, but the page is not here yet: ' : 'Not saved yet: ') + why + '. Trying again…', true);
      await pause(Math.min(15000, 700 * 2 ** tries));
      continue;
    }
    failed = false;
    const text = await answer.text();
    if (answer.ok && (answer.redirected || stored)) {
      for (const [name, value] of data) { const field = form.elements && form.elements[name]; if (field && isText(field)) field.defaultValue = value.replace(/\r\n?/g, '\n'); }
      while (composing) await pause(100);
      swap(text);
      return;
    }
    // The desk was opened anew, and this page has its place in the new session; but only as long as the draft is what it showed.
    const anew = answer.status === 409 && !renewed && $('form[data-unchanged] input[name=form]', read(text));
    if (anew) { renewed = true; data.set('form', anew.value); continue; }
    if (answer.status === 409) {
      swap(text);
      scrollTo(0, 0);
      const title = $('main h1');
      if (title) { title.tabIndex = -1; title.focus(); }
      return;
    }
    failed = true;
    const why = $('main p', read(text));
    say('Not saved: ' + (answer.status === 404 ? expired : why ? why.textContent : 'error ' + answer.status), true);
    return;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  // What leads to another page goes there as without scripts.
  if (!$('#desk') || form.method !== 'post' || !/\/(item|opening|add|undo|outages)$/.test(form.action)) return;
  event.preventDefault();
  send(form, event.submitter);
});

const later = (form) => {
  clearTimeout(typing);
  typing = setTimeout(() => { if (composing) later(form); else if (dirtyFields().length > 0) send(form); }, 900);
  if (dirtyFields().length > 0) say('Writing…');
};
document.addEventListener('input', ({ target }) => { const form = target.closest('#desk form.decide'); if (form && isText(target) && target.closest('details')) later(form); });
document.addEventListener('focusout', ({ target }) => { const form = isText(target) && target.closest('#desk form.decide'); if (form && target.closest('details') && isDirty(target)) send(form); });
document.addEventListener('compositionstart', () => { composing = true; });
document.addEventListener('compositionend', () => { composing = false; });
addEventListener('beforeunload', (event) => { if (waiting > 0 || failed || dirtyFields().length > 0) event.preventDefault(); });
// A tab that was forgotten catches up when it is looked at again.
document.addEventListener('visibilitychange', async () => {
  if (document.hidden || waiting > 0 || !$('#desk form.decide') || dirtyFields().length > 0) return;
  const answer = await ask(location.pathname);
  if (answer && answer.status === 404) say('Nothing can be saved: ' + expired, true);
  if (answer && answer.ok && waiting === 0 && dirtyFields().length === 0) swap(await answer.text());
});

// Keys.
const items = () => all('#desk .card,#desk .line').filter((node) => node.tabIndex === -1);
const current = () => document.activeElement && document.activeElement.closest('#desk .card,#desk .line');
const go = (step) => {
  const list = items();
  const at = list.indexOf(current());
  const inView = list.findIndex((node) => node.getBoundingClientRect().bottom > 140);
  const next = list[at < 0 ? inView : Math.max(0, Math.min(list.length - 1, at + step))];
  if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: 'start' }); }
};
const press = (selector) => { const card = current(); const button = card && $(selector, card); if (button && !button.disabled) button.click(); return !!button; };
const write = () => { const card = current(); const box = card && $('details.edit', card); if (!box) return; box.open = true; $('textarea', box).focus(); };
const keys = {
  n: () => go(1), p: () => go(-1),
  k: () => press('button.kept'), d: () => press('button.dropped'), l: () => press('button.later'),
  '[': () => press('.moves button:first-child'), ']': () => press('.moves button:last-child'),
  c: write, e: write,
  a: () => { if (!(current() && current().matches('.line') && press('button'))) { const field = $('#url-add'); if (field) field.focus(); } },
  '/': () => { const field = $('#find'); if (field) field.focus(); },
  u: () => { const button = $('#undo'); if (button) button.click(); },
  '?': () => { const box = $('#keys'); if (box) { box.open = !box.open; $('summary', box).focus(); } },
};
const listening = () => { try { return localStorage.getItem('desk-keys') !== 'off'; } catch { return true; } };
document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.isComposing) return;
  if (isText(target)) {
    const card = target.closest('[tabindex="-1"]');
    if (key === 'Escape' && card) card.focus();
    if (key === 'Enter' && (event.ctrlKey || event.metaKey) && card) { event.preventDefault(); card.focus(); go(1); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches('select,[type=checkbox]') || !listening()) return;
  if (Object.hasOwn(keys, key)) { event.preventDefault(); keys[key](); }
});
document.addEventListener('change', ({ target }) => { if (target.id === 'keys-on') try { localStorage.setItem('desk-keys', target.checked ? 'on' : 'off'); } catch {} });

${dragging}
function dress() {
  const box = $('#keys-on');
  if (box) box.checked = listening();
  for (const card of all('#desk .card')) {
    if (!$('.moves', card) || $('.grip', card)) continue;
    const grip = document.createElement('span');
    grip.className = 'grip';
    grip.textContent = '⠿';
    grip.title = 'Drag to move';
    grip.setAttribute('aria-hidden', 'true');
    card.prepend(grip);
  }
}
dress();
})();
`;

/** Where the page finds it: a new address for every new text, so that browsers may keep it for good. */
export const deskScriptPath = `/desk.js?v=${createHash('sha256').update(deskScript).digest('base64url').slice(0, 12)}`;
