import { Button, type ButtonProps, Tooltip } from 'antd'
import { type Ref, useId } from 'react'

interface Props extends Omit<ButtonProps, 'disabled'> {
  /** Why the action is not possible now; absent when it is. */
  readonly blocked?: string | undefined
  readonly ref?: Ref<HTMLButtonElement | HTMLAnchorElement>
}

/** A button that stays visible and reachable when it cannot be used, and says why. */
export function BlockedButton({ blocked, onClick, children, ...rest }: Props) {
  const reasonId = useId()
  if (blocked === undefined) {
    return (
      <Button {...rest} {...(onClick === undefined ? {} : { onClick })}>
        {children}
      </Button>
    )
  }
  // Not `disabled`: that would hide the reason from the keyboard and from screen readers.
  return (
    <Tooltip title={blocked} trigger={['hover', 'focus']}>
      <Button
        {...rest}
        type={rest.type === 'text' ? 'text' : 'default'}
        className="blocked-button"
        aria-disabled
        aria-describedby={reasonId}
      >
        {children}
        <span id={reasonId} className="visually-hidden">
          {blocked}
        </span>
      </Button>
    </Tooltip>
  )
}
