/** Moves the focus from row to row: from the focused one, else the selected one, else to the first. False at an end. */
export function stepRow(list: HTMLElement, by: 1 | -1): boolean {
  const rows = rowsOf(list)
  const focused = rows.findIndex((row) => row === document.activeElement)
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute('aria-current'))
  const next = rows[current < 0 ? 0 : current + by]
  next?.focus()
  return next !== undefined
}

/** Puts the focus on one complaint's row, if it is in the list. */
export const focusRow = (list: HTMLElement, complaintId: string): void =>
  rowsOf(list)
    .find((row) => row.dataset['complaint'] === complaintId)
    ?.focus()

const rowsOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-complaint]')]
