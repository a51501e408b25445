import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '../format/money.ts'
import { judgeAmount, LAUNCH_DAYS, type RefundForm } from './decision.ts'

export function ApproveFields({ maxAmount }: { readonly maxAmount: number }) {
  const { t } = useTranslation()
  return (
    <div className="refund-fields">
      <Form.Item<RefundForm>
        name="amount"
        label={t('refund.amount')}
        rules={[
          {
            validator: async (_, value: string) => {
              const problem = judgeAmount(value, maxAmount)
              if (problem !== undefined)
                throw new Error(t(`refund.amountProblem.${problem}`, { order: yuan(maxAmount) }))
            },
          },
        ]}
      >
        <Input prefix="¥" inputMode="decimal" autoComplete="off" />
      </Form.Item>
      <Form.Item<RefundForm> name="launchRefundDay" label={t('refund.launch')}>
        <Select
          options={LAUNCH_DAYS.map((days) => ({
            value: days,
            label: days === 0 ? t('refund.launchToday') : t('refund.launchDays', { days }),
          }))}
        />
      </Form.Item>
    </div>
  )
}
