import { Button, type ButtonProps, Tooltip, type TooltipProps } from 'antd'
import { type FocusEvent, type Ref, useId, useState } from 'react'

interface Props extends Omit<ButtonProps, 'disabled'> {
  /** Why the action is not possible now; absent when it is. */
  readonly blocked?: string | undefined
  readonly ref?: Ref<HTMLButtonElement | HTMLAnchorElement>
}

/** A button that stays visible and reachable when it cannot be used, and says why. */
export function BlockedButton({ blocked, onClick, children, ...rest }: Props) {
  const reasonId = useId()
  // Only whoever moves by the keyboard: a dialog that gives the focus back is no question why.
  const [byKeyboard, setByKeyboard] = useState(false)
  const onFocus = ({ currentTarget }: FocusEvent) => setByKeyboard(currentTarget.matches(':focus-visible'))
  // Not `disabled`: that would hide the reason from the keyboard and from screen readers.
  const state: ButtonProps =
    blocked === undefined
      ? { ...(onClick !== undefined && { onClick }) }
      : {
          type: rest.type === 'text' ? 'text' : 'default',
          className: 'blocked-button',
          'aria-disabled': true,
          'aria-describedby': reasonId,
        }
  // While free it follows neither mouse nor focus, and has forgotten what it followed before.
  const shown: TooltipProps =
    blocked === undefined ? { open: false, trigger: [] } : { trigger: ['hover'], ...(byKeyboard && { open: true }) }
  // One element for both, since another root would be another button, and take the focus with it.
  return (
    <Tooltip title={blocked ?? ''} {...shown}>
      <Button {...rest} {...state} onFocus={onFocus} onBlur={() => setByKeyboard(false)}>
        {blocked === undefined ? (
          children
        ) : (
          <>
            {children}
            <span id={reasonId} className="visually-hidden">
              {blocked}
            </span>
          </>
        )}
      </Button>
    </Tooltip>
  )
}
