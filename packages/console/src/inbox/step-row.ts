/** Moves the focus from row to row: from the focused one, else the selected one, else to the first. False at an end. */
export function stepRow(list: HTMLElement, by: 1 | -1): boolean {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-complaint]')]
  const focused = rows.findIndex((row) => row === document.activeElement)
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const next = rows[current < 0 ? 0 : current + by]
  next?.focus()
  return next !== undefined
}
