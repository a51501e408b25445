import { describe, expect, it } from 'vitest'
import { isSendPress, keyPressOf, type ShortcutName, shortcutOf } from '../../src/keyboard/shortcuts.ts'

const press = (key: string, changes: object = {}) => ({
  key,
  inField: false,
  inScroller: false,
  inDialog: false,
  ...changes,
})

describe('shortcuts', () => {
  it.each([
    ['j', 'next'],
    ['ArrowDown', 'next'],
    ['k', 'previous'],
    ['ArrowUp', 'previous'],
    ['r', 'reply'],
    ['e', 'complete'],
    ['/', 'search'],
    ['?', 'help'],
    ['？', 'help'],
    ['Escape', 'back'],
  ] satisfies [string, ShortcutName][])('%s means %s', (key, name) => {
    expect(shortcutOf(press(key))).toBe(name)
  })

  it.each([
    ['while typing in a field', { inField: true }],
    ['below an open dialog', { inDialog: true }],
    ['while an input method composes', { isComposing: true }],
    ['with Ctrl, which belongs to the browser', { ctrlKey: true }],
    ['with Cmd', { metaKey: true }],
    ['with Alt', { altKey: true }],
  ])('do nothing %s', (_, changes) => {
    expect(shortcutOf(press('r', changes))).toBeUndefined()
  })

  it('leave the arrows, and only them, to a text that scrolls', () => {
    expect(shortcutOf(press('ArrowDown', { inScroller: true }))).toBeUndefined()
    expect(shortcutOf(press('j', { inScroller: true }))).toBe('next')
  })

  it('leave Enter to the focused link', () => {
    expect(shortcutOf(press('Enter'))).toBeUndefined()
  })

  it.each([
    '<input>',
    '<textarea></textarea>',
    '<select></select>',
    '<div contenteditable="true"></div>',
    '<div role="combobox" tabindex="0"></div>',
  ])('see that %s takes the keys itself', (html) => {
    document.body.innerHTML = html
    const event = new KeyboardEvent('keydown', { key: 'r', bubbles: true })
    document.body.firstElementChild?.dispatchEvent(event)
    expect(keyPressOf(event).inField).toBe(true)
  })
})

describe('sending by keyboard', () => {
  it.each([
    [{ key: 'Enter', ctrlKey: true }, true],
    [{ key: 'Enter', metaKey: true }, true],
    [{ key: 'Enter' }, false],
    [{ key: 'Enter', ctrlKey: true, isComposing: true }, false],
    [{ key: 's', ctrlKey: true }, false],
  ])('%j -> %s', (event, sends) => {
    expect(isSendPress(event)).toBe(sends)
  })
})
