/** The part of the desk's script that moves items; it shares the names of the rest. */
export const dragging = `// Dragging by a grip, with a mouse, a pen or a finger; elsewhere a finger scrolls. Meanwhile the cards show their titles only.
let drag;
const middle = (card) => { const { top, height } = card.getBoundingClientRect(); return top + height / 2; };
const arrange = () => {
  if (!drag || !drag.order) return;
  const { card, y } = drag;
  for (let next; (next = card.nextElementSibling) && next.matches('.card') && y > middle(next);) card.before(next);
  for (let last; (last = card.previousElementSibling) && last.matches('.card') && y < middle(last);) card.after(last);
  // Near an edge of the window the page follows.
  const by = y < 150 ? -10 : y > innerHeight - 70 ? 10 : 0;
  if (by) { scrollBy({ top: by, behavior: 'instant' }); drag.timer = drag.timer || setTimeout(() => { if (drag) { drag.timer = 0; arrange(); } }, 16); }
};
const follow = (y) => scrollBy({ top: middle(drag.card) - y, behavior: 'instant' });
function endDrag(keep) {
  if (!drag) return;
  const { card, section, order } = drag;
  if (order) {
    if (!keep) section.append(...order);
    const to = all('.card', section).indexOf(card);
    section.classList.remove('sorting');
    card.classList.remove('dragging');
    follow(drag.y);
    if (to !== order.indexOf(card)) send($('form.decide', card), null, { to: String(to) });
  }
  drag = undefined;
}
document.addEventListener('pointerdown', (event) => {
  const grip = event.target.closest && event.target.closest('.grip');
  if (!grip || event.button || drag) return;
  event.preventDefault();
  if (document.activeElement) document.activeElement.blur();
  grip.setPointerCapture(event.pointerId);
  const card = grip.closest('.card');
  drag = { id: event.pointerId, card, section: card.parentElement, from: event.clientY, y: event.clientY };
});
function dragOn(event) {
  if (!drag || event.pointerId !== drag.id) return;
  drag.y = event.clientY;
  if (!drag.order) {
    if (Math.abs(drag.y - drag.from) < 6) return;
    drag.order = all('.card', drag.section);
    drag.section.classList.add('sorting');
    drag.card.classList.add('dragging');
    follow(drag.from);
  }
  arrange();
}
document.addEventListener('pointermove', dragOn);
document.addEventListener('pointerup', (event) => { dragOn(event); if (drag && event.pointerId === drag.id) endDrag(true); });
document.addEventListener('pointercancel', (event) => { if (drag && event.pointerId === drag.id) endDrag(false); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') endDrag(false); }, true);
`;
