import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { refundRulesQuery, sessionQuery } from '../api/queries.ts'
import type { RefundRules as Rules } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { fenFromYuan, plainYuan, yuan } from '../format/money.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface RulesForm {
  readonly trustedOnly: boolean
  readonly dailyAmount: string
  readonly fourEyesAbove: string
}

/** The limits of a merchant's refunds; owners change them. */
export function RefundRules({ slug }: { readonly slug: string }) {
  const { t } = useTranslation()
  const api = useApi()
  const { data: user } = useQuery(sessionQuery(api))
  const { data: rules, error, refetch } = useQuery(refundRulesQuery(api, slug))
  const [editing, setEditing] = useState(false)
  if (rules === undefined && error !== null) {
    return <ProblemNote title={t('rules.failed')} error={error} onRetry={() => void refetch()} />
  }
  if (rules === undefined) return <span className="skeleton" data-width="half" />
  return (
    <span className="sync-line">
      <span>
        {t('rules.summary', { daily: yuan(rules.dailyAmount), above: yuan(rules.fourEyesAbove) })}
        {rules.trustedOnly && ` · ${t('rules.trustedOnly')}`}
      </span>
      {user?.role === 'owner' && (
        <Button size="small" onClick={() => setEditing(true)}>
          {t('rules.change')}
        </Button>
      )}
      <RulesDialog slug={slug} rules={rules} open={editing} onClose={() => setEditing(false)} />
    </span>
  )
}

interface DialogProps {
  readonly slug: string
  readonly rules: Rules
  readonly open: boolean
  readonly onClose: () => void
}

function RulesDialog({ slug, rules, open, onClose }: DialogProps) {
  const { t } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: async (values: RulesForm) =>
      await bodyOf(
        api.http.PUT('/api/v1/merchants/{slug}/refund-rules', {
          params: { path: { slug } },
          body: {
            trustedOnly: values.trustedOnly,
            dailyAmount: fenFromYuan(values.dailyAmount) ?? rules.dailyAmount,
            fourEyesAbove: fenFromYuan(values.fourEyesAbove) ?? rules.fourEyesAbove,
          },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(refundRulesQuery(api, slug).queryKey, saved)
      announce(t('rules.saved'))
      onClose()
    },
  })
  const sum = [
    {
      validator: async (_: unknown, value: string) => {
        if (fenFromYuan(value) === undefined) throw new Error(t('refund.amountProblem.notMoney'))
      },
    },
  ]
  const formId = `refund-rules-${slug}`
  return (
    <Modal
      open={open}
      title={t('rules.title')}
      okText={t('rules.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={onClose}
      destroyOnHidden
      width={440}
    >
      <div className="dialog-body">
        <p>{t('rules.why')}</p>
        {save.isError && <ProblemNote error={save.error} />}
        <Form<RulesForm>
          id={formId}
          layout="vertical"
          requiredMark={false}
          initialValues={{
            trustedOnly: rules.trustedOnly,
            dailyAmount: plainYuan(rules.dailyAmount),
            fourEyesAbove: plainYuan(rules.fourEyesAbove),
          }}
          onFinish={(values) => save.mutate(values)}
        >
          <Form.Item<RulesForm> name="dailyAmount" label={t('rules.daily')} rules={sum}>
            <Input prefix="¥" inputMode="decimal" autoComplete="off" />
          </Form.Item>
          <Form.Item<RulesForm> name="fourEyesAbove" label={t('rules.fourEyes')} rules={sum}>
            <Input prefix="¥" inputMode="decimal" autoComplete="off" />
          </Form.Item>
          <Form.Item<RulesForm> name="trustedOnly" valuePropName="checked">
            <Checkbox>{t('rules.trustedOnly')}</Checkbox>
          </Form.Item>
        </Form>
      </div>
    </Modal>
  )
}
