import { expect, it } from 'vitest'
import { safeReturn } from '../../src/session/safe-return.ts'

it.each([
  ['/complaints/c1?state=all', '/complaints/c1?state=all'],
  ['/merchants#keys', '/merchants#keys'],
  ['https://elsewhere.example/complaints', '/'],
  ['//elsewhere.example/complaints', '/'],
  ['/\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?back=/sign-in', '/'],
  [undefined, '/'],
  [5, '/'],
])('after signing in, %j leads to %s', (back, path) => {
  expect(safeReturn(back)).toBe(path)
})
