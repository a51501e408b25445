import { useMutation } from '@tanstack/react-query'
import { Form, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { GuardNotice, OverrideReason } from './GuardOverride.tsx'
import { guardsOf, isGuard } from './guards.ts'

interface Props {
  readonly complaint: ComplaintDetail
  readonly open: boolean
  readonly onClose: () => void
}

export function CompleteDialog({ complaint, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [form] = Form.useForm<{ overrideReason?: string }>()
  const complete = useMutation({
    mutationFn: async ({ overrideReason }: { overrideReason?: string }) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/completion', {
          params: { path: { id: complaint.id }, header: { 'idempotency-key': newIdempotencyKey() } },
          body: overrideReason === undefined ? {} : { overrideReason: overrideReason.trim() },
        }),
      ),
    onSuccess: () => {
      close()
      announce(t('complete.queued'))
    },
    onSettled: () => refresh(complaint.id),
  })
  function close(): void {
    complete.reset()
    onClose()
  }
  const guards = guardsOf(complaint, complete.error)
  return (
    <Modal
      open={open}
      title={t('complete.title')}
      okText={guards.length > 0 ? t('complete.confirmAnyway') : t('complete.confirm')}
      cancelText={t('common.cancel')}
      confirmLoading={complete.isPending}
      okButtonProps={{ htmlType: 'submit', form: 'completion', danger: guards.length > 0 }}
      onCancel={close}
      afterOpenChange={(shown) => shown && guards.length > 0 && form.focusField('overrideReason')}
      destroyOnHidden
      width={480}
    >
      <div className="dialog-body">
        <p>{t('complete.ask')}</p>
        {complete.error !== null && !isGuard(complete.error) && (
          <ProblemNote title={t('complete.failed')} error={complete.error} />
        )}
        <GuardNotice guards={guards} />
        <Form<{ overrideReason?: string }>
          id="completion"
          form={form}
          clearOnDestroy
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => complete.mutate(values)}
        >
          <OverrideReason guards={guards} />
        </Form>
      </div>
    </Modal>
  )
}
