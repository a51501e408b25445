import { useMutation } from '@tanstack/react-query'
import { Alert, Form, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { fenFromYuan, plainYuan, yuan } from '../format/money.ts'
import { emptyDraft, useDraft } from '../reply/drafts.ts'
import { useUploads } from '../reply/uploads.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { ApproveFields } from './ApproveFields.tsx'
import { decisionFromForm, type RefundForm } from './decision.ts'
import { RejectFields } from './RejectFields.tsx'
import './refund.css'

interface Props {
  readonly complaint: ComplaintDetail
  readonly open: boolean
  readonly onClose: () => void
}

/** The decision of a refund request. Agreeing moves money, so the button names the sum. */
export function RefundDialog({ complaint, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [form] = Form.useForm<RefundForm>()
  const [choice, setChoice] = useState<RefundForm['decision']>('approve')
  const [amountText, setAmountText] = useState<string>()
  // The evidence of a rejection is kept apart from the reply that may be in the making.
  const draftKey = `${complaint.id}.rejection`
  const [evidence, changeEvidence] = useDraft(draftKey)
  const uploads = useUploads(api, draftKey)
  const { proposedAmount, maxAmount, fourEyesAbove } = complaint.applicable.refundDecision
  const amount = amountText === undefined ? proposedAmount : fenFromYuan(amountText)

  const decide = useMutation({
    mutationFn: async (values: RefundForm) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/refund-decision', {
          params: { path: { id: complaint.id }, header: { 'idempotency-key': newIdempotencyKey() } },
          body: decisionFromForm(values, evidence.pictures),
        }),
      ),
    onSuccess: () => {
      changeEvidence(() => emptyDraft)
      close()
      announce(t(choice === 'approve' ? 'refund.approveQueued' : 'refund.rejectQueued'))
    },
    onSettled: () => refresh(complaint.id),
  })
  function close(): void {
    decide.reset()
    setAmountText(undefined)
    setChoice('approve')
    onClose()
  }
  return (
    <Modal
      open={open}
      title={t('refund.title')}
      okText={
        choice === 'approve'
          ? t('refund.confirmApprove', { amount: amount === undefined ? '' : yuan(amount) })
          : t('refund.confirmReject')
      }
      cancelText={t('common.cancel')}
      confirmLoading={decide.isPending}
      okButtonProps={{
        htmlType: 'submit',
        form: 'refund-decision',
        danger: choice === 'reject',
        // Pictures are evidence of a rejection; an approval takes none.
        disabled: choice === 'reject' && uploads.uploads.length > 0,
      }}
      onCancel={close}
      destroyOnHidden
      width={520}
    >
      <div className="dialog-body">
        <p className="refund-sums">
          {complaint.order !== null && t('refund.order', { amount: yuan(complaint.order.amount) })}
          {complaint.applyRefundAmount !== null &&
            ` · ${t('refund.asked', { amount: yuan(complaint.applyRefundAmount) })}`}
        </p>
        {decide.isError && <ProblemNote title={t('refund.failed')} error={decide.error} />}
        <Form<RefundForm>
          id="refund-decision"
          form={form}
          clearOnDestroy
          layout="vertical"
          requiredMark={false}
          initialValues={{ decision: 'approve', amount: plainYuan(proposedAmount), launchRefundDay: 0, reason: '' }}
          onValuesChange={(changes: Partial<RefundForm>) => {
            if (changes.decision !== undefined) setChoice(changes.decision)
            if (changes.amount !== undefined) setAmountText(changes.amount)
          }}
          onFinish={(values) => decide.mutate({ ...values, decision: choice })}
        >
          <Form.Item name="decision" label={t('refund.decision')}>
            <Radio.Group
              options={[
                { value: 'approve', label: t('refund.approve') },
                { value: 'reject', label: t('refund.reject') },
              ]}
            />
          </Form.Item>
          {choice === 'approve' ? (
            <ApproveFields maxAmount={maxAmount} />
          ) : (
            <RejectFields
              pictures={evidence.pictures}
              uploads={uploads}
              onRemove={(picture) =>
                changeEvidence((draft) => ({
                  ...draft,
                  pictures: draft.pictures.filter((known) => known.mediaKey !== picture.mediaKey),
                }))
              }
            />
          )}
        </Form>
        {choice === 'approve' && amount !== undefined && amount > fourEyesAbove && (
          <Alert type="warning" showIcon title={t('refund.fourEyes', { limit: yuan(fourEyesAbove) })} />
        )}
        <Alert type="info" showIcon title={t(choice === 'approve' ? 'refund.approveNote' : 'refund.rejectNote')} />
      </div>
    </Modal>
  )
}
