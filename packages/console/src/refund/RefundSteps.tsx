import { CheckCircleOutlined, ClockCircleOutlined, MinusCircleOutlined, StopOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Action } from '../api/types.ts'
import { yuan } from '../format/money.ts'
import { CopyText } from '../shell/CopyText.tsx'
import { refundProgress, type StepState } from './progress.ts'
import './refund.css'

const icons: Readonly<Record<StepState, typeof CheckCircleOutlined>> = {
  done: CheckCircleOutlined,
  current: ClockCircleOutlined,
  todo: MinusCircleOutlined,
  stuck: StopOutlined,
}

/** Where the money is: agreed, promised to the payer, started, arrived. */
export function RefundSteps({ actions }: { readonly actions: readonly Action[] }) {
  const { t } = useTranslation()
  const progress = refundProgress(actions)
  if (progress === undefined) return null
  return (
    <section className="facts-section">
      <h2>{t('refund.progress', { amount: yuan(progress.amount) })}</h2>
      {progress.settledBy !== null && (
        <p>{t(progress.settledBy === 'platform' ? 'refund.settledByPlatform' : 'refund.settledElsewhere')}</p>
      )}
      <ol className="refund-steps">
        {progress.steps.map(({ name, state }) => {
          const Icon = icons[state]
          return (
            <li key={name} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
              <Icon aria-hidden /> {t(`refund.step.${name}`)}
              <span className="refund-step-state">{t(`refund.stepState.${state}`)}</span>
            </li>
          )
        })}
      </ol>
      {progress.outRefundNo !== null && (
        <p>
          <span className="muted">{t('refund.number')}</span>{' '}
          <CopyText text={progress.outRefundNo} what={t('refund.number')} />
        </p>
      )}
    </section>
  )
}
