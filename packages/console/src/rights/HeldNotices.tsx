import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import type { HeldNotice } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { Facts } from '../complaint/facts.tsx'
import { zhCN } from '../i18n/zh-CN.ts'
import { announce } from '../shell/announcer.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface Props {
  readonly complaintId: string
  readonly notices: readonly HeldNotice[]
}

interface Asking {
  readonly notice: HeldNotice
  readonly decision: 'apply' | 'dismiss'
}

const isKind = (kind: string): kind is keyof typeof zhCN.rights.held.kinds =>
  Object.hasOwn(zhCN.rights.held.kinds, kind)

const kindText = (t: TFunction, kind: string): string =>
  isKind(kind) ? t(`rights.held.kinds.${kind}`) : t('rights.held.unknownKind', { kind })

/** Notices that may be forged: each waits until a person has looked and says why it is applied or dismissed. */
export function HeldNotices({ complaintId, notices }: Props) {
  const { t } = useTranslation()
  // The dialog stays mounted while closed: it is what gives the focus back to the button.
  const [asking, setAsking] = useState<Asking & { readonly open: boolean }>()
  if (notices.length === 0 && asking?.open !== true) return null
  return (
    <Facts title={t('rights.held.title')}>
      <p className="held-why">{t('rights.held.why')}</p>
      <ul className="held-notices">
        {notices.map((notice) => (
          <li key={notice.id}>
            <p>
              <strong>{kindText(t, notice.kind)}</strong> <Instant at={notice.at} />
            </p>
            <p className="held-code">{t(`rights.held.codes.${notice.code}`)}</p>
            <p className="muted">
              {t('rights.held.receivedAt')} <Instant at={notice.receivedAt} />
            </p>
            <div className="held-choices">
              {(['apply', 'dismiss'] as const).map((decision) => (
                <Button key={decision} size="small" onClick={() => setAsking({ notice, decision, open: true })}>
                  {t(`rights.held.${decision}`)}
                </Button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {asking !== undefined && (
        <DecisionDialog
          complaintId={complaintId}
          asking={asking}
          open={asking.open}
          onClose={() => setAsking({ ...asking, open: false })}
        />
      )}
    </Facts>
  )
}

interface DialogProps {
  readonly complaintId: string
  readonly asking: Asking
  readonly open: boolean
  readonly onClose: () => void
}

function DecisionDialog({ complaintId, asking: { notice, decision }, open, onClose }: DialogProps) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [form] = Form.useForm<{ reason: string }>()
  const decide = useMutation({
    mutationFn: async ({ reason }: { reason: string }) =>
      await done(
        api.http.POST('/api/v1/complaints/{id}/held-notices/{noticeId}/decision', {
          params: { path: { id: complaintId, noticeId: notice.id } },
          body: { decision, reason: reason.trim() },
        }),
      ),
    onSuccess: () => {
      onClose()
      announce(t(decision === 'apply' ? 'rights.held.applied' : 'rights.held.dismissed'))
    },
    onSettled: () => refresh(complaintId),
  })
  return (
    <Modal
      open={open}
      title={t(`rights.held.${decision}Title`)}
      okText={t(`rights.held.${decision}`)}
      cancelText={t('common.cancel')}
      confirmLoading={decide.isPending}
      okButtonProps={{ htmlType: 'submit', form: 'held-decision' }}
      onCancel={() => {
        decide.reset()
        onClose()
      }}
      afterOpenChange={(shown) => shown && form.focusField('reason')}
      destroyOnHidden
      width={440}
    >
      <div className="dialog-body">
        <p>
          {kindText(t, notice.kind)} · {t(`rights.held.codes.${notice.code}`)}
        </p>
        <p>{t(`rights.held.${decision}Why`)}</p>
        {decide.isError && <ProblemNote error={decide.error} />}
        <Form<{ reason: string }>
          id="held-decision"
          form={form}
          clearOnDestroy
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => decide.mutate(values)}
        >
          <Form.Item
            name="reason"
            label={t('rights.held.reason')}
            rules={[{ required: true, whitespace: true, message: t('rights.held.needReason') }]}
          >
            <Input maxLength={200} placeholder={t('rights.held.reasonHint')} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  )
}
