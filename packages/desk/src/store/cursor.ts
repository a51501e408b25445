import { DeskError } from '../errors.ts'

/** Where a page ended: the value it is sorted by and the id, which makes the order total. */
export interface Position {
  readonly value: string
  readonly id: string
}

export const encodeCursor = ({ value, id }: Position): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url')

/** @throws {DeskError} `CURSOR_INVALID` */
export function decodeCursor(cursor: string): Position {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(decoded) && typeof decoded[0] === 'string' && typeof decoded[1] === 'string') {
      return { value: decoded[0], id: decoded[1] }
    }
  } catch {
    // Falls through to the refusal below: whatever it was, it is no cursor of ours.
  }
  throw new DeskError('CURSOR_INVALID', 'The cursor is not one of this list.', 'Start again without a cursor.', {
    field: 'cursor',
  })
}
