import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { BlockedButton } from '../../src/shell/BlockedButton.tsx'

const nameOf = (text: string | RegExp) => screen.getByRole('button', { name: text })

describe('a button that can be blocked', () => {
  it('keeps the focus when it becomes blocked and when it is free again', () => {
    const { rerender } = render(<BlockedButton>保存修改</BlockedButton>)
    const button = nameOf('保存修改')
    button.focus()
    rerender(<BlockedButton blocked="没有修改">保存修改</BlockedButton>)
    expect(document.activeElement).toBe(button)
    expect(nameOf(/没有修改/)).toBe(button)
    expect(button.getAttribute('aria-disabled')).toBe('true')
    rerender(<BlockedButton>保存修改</BlockedButton>)
    expect(document.activeElement).toBe(button)
    expect(nameOf('保存修改')).toBe(button)
    expect(button.hasAttribute('aria-disabled')).toBe(false)
  })

  it('says why under the mouse, and not once it is free', async () => {
    const { rerender } = render(<BlockedButton blocked="没有修改">保存修改</BlockedButton>)
    await userEvent.hover(nameOf(/没有修改/))
    const shown = () => screen.queryByRole('tooltip')?.closest('.ant-tooltip-hidden') === null
    await waitFor(() => expect(shown()).toBe(true))
    rerender(<BlockedButton>保存修改</BlockedButton>)
    await waitFor(() => expect(shown()).toBe(false))
    await userEvent.unhover(nameOf('保存修改'))
    rerender(<BlockedButton blocked="没有修改">保存修改</BlockedButton>)
    expect(shown()).toBe(false)
  })

  it('says why to whoever comes by the keyboard, until they go on', async () => {
    render(
      <>
        <BlockedButton blocked="没有修改">保存修改</BlockedButton>
        <button type="button">下一个</button>
      </>,
    )
    const shown = () => screen.queryByRole('tooltip')?.closest('.ant-tooltip-hidden') === null
    await userEvent.tab()
    await waitFor(() => expect(shown()).toBe(true))
    await userEvent.tab()
    await waitFor(() => expect(shown()).toBe(false))
  })

  it('does nothing while it is blocked', async () => {
    const press = vi.fn<() => void>()
    const { rerender } = render(
      <BlockedButton blocked="没有修改" onClick={press}>
        保存修改
      </BlockedButton>,
    )
    await userEvent.click(nameOf(/没有修改/))
    expect(press).not.toHaveBeenCalled()
    rerender(<BlockedButton onClick={press}>保存修改</BlockedButton>)
    await userEvent.click(nameOf('保存修改'))
    expect(press).toHaveBeenCalledOnce()
  })
})
