import { useMutation } from '@tanstack/react-query'
import { Alert, Checkbox, Form, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { GuardNotice, OverrideReason } from '../complaint/GuardOverride.tsx'
import { guardsOf, isGuard } from '../complaint/guards.ts'
import { blockedText } from '../complaint/labels.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import './rights.css'

interface Props {
  readonly complaint: ComplaintDetail
  readonly open: boolean
  readonly onClose: () => void
}

interface SettleForm {
  readonly checked?: readonly string[]
  readonly overrideReason?: string
}

/** The rule: a ticket may be closed only after the agreed refund, return or exchange is really done. */
const checklist = ['agreed', 'carriedOut', 'aware'] as const

/** Closes a rights ticket: the platform marks it as handled and asks the payer. Every point is ticked by a person. */
export function SettleDialog({ complaint, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [form] = Form.useForm<SettleForm>()
  const { complete: applicable } = complaint.applicable
  const settle = useMutation({
    mutationFn: async ({ overrideReason }: SettleForm) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/completion', {
          params: { path: { id: complaint.id }, header: { 'idempotency-key': newIdempotencyKey() } },
          body: {
            settledAsAgreed: true,
            ...(overrideReason === undefined ? {} : { overrideReason: overrideReason.trim() }),
          },
        }),
      ),
    onSuccess: () => {
      close()
      announce(t('rights.settle.queued'))
    },
    onSettled: () => refresh(complaint.id),
  })
  function close(): void {
    settle.reset()
    onClose()
  }
  // The checklist answers this one by itself; a reason could not.
  const guards = guardsOf(complaint, settle.error).filter(({ code }) => code !== 'SETTLEMENT_NOT_CONFIRMED')
  const formId = `settlement-${complaint.id}`
  return (
    <Modal
      open={open}
      title={t('rights.settle.title')}
      okText={guards.length > 0 ? t('rights.settle.confirmAnyway') : t('rights.settle.confirm')}
      cancelText={t('common.cancel')}
      confirmLoading={settle.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId, danger: guards.length > 0, disabled: !applicable.allowed }}
      onCancel={close}
      destroyOnHidden
      width={520}
    >
      <div className="dialog-body">
        <p>{t('rights.settle.ask')}</p>
        {!applicable.allowed && <Alert type="info" showIcon title={blockedText(t, applicable)} />}
        {settle.error !== null && !isGuard(settle.error) && (
          <ProblemNote title={t('complete.failed')} error={settle.error} />
        )}
        <GuardNotice guards={guards} />
        <Form<SettleForm>
          id={formId}
          form={form}
          clearOnDestroy
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => settle.mutate(values)}
        >
          <Form.Item<SettleForm>
            name="checked"
            label={t('rights.settle.checklist')}
            rules={[
              {
                validator: async (_, checked?: readonly string[]) => {
                  if ((checked?.length ?? 0) < checklist.length) throw new Error(t('rights.settle.needAll'))
                },
              },
            ]}
          >
            <Checkbox.Group
              className="settle-checklist"
              options={checklist.map((item) => ({ value: item, label: t(`rights.settle.${item}`) }))}
            />
          </Form.Item>
          <OverrideReason guards={guards} />
        </Form>
      </div>
    </Modal>
  )
}
