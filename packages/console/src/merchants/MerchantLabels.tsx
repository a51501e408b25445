import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { merchantsQuery, sessionQuery } from '../api/queries.ts'
import type { Merchant } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { judgeLabels, LABEL_LIMIT, labelChoices, labelsFromForm, MAX_LABELS } from './labels.ts'

/** Stores and brands of a merchant; owners change them. */
export function MerchantLabels({ merchant }: { readonly merchant: Merchant }) {
  const { t } = useTranslation()
  const api = useApi()
  const { data: user } = useQuery(sessionQuery(api))
  const [editing, setEditing] = useState(false)
  return (
    <div className="sync-line">
      {merchant.labels.length === 0 ? (
        <span className="muted">{t('labels.none')}</span>
      ) : (
        <ul className="merchant-labels">
          {merchant.labels.map((label) => (
            <li key={label}>{label}</li>
          ))}
        </ul>
      )}
      {user?.role === 'owner' && (
        <Button size="small" onClick={() => setEditing(true)}>
          {t('labels.change')}
        </Button>
      )}
      <LabelsDialog merchant={merchant} open={editing} onClose={() => setEditing(false)} />
    </div>
  )
}

interface LabelsForm {
  readonly labels: string[]
}

interface DialogProps {
  readonly merchant: Merchant
  readonly open: boolean
  readonly onClose: () => void
}

function LabelsDialog({ merchant, open, onClose }: DialogProps) {
  const { t } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const { data: merchants = [] } = useQuery(merchantsQuery(api))
  const { slug } = merchant
  const save = useMutation({
    mutationFn: async ({ labels }: LabelsForm) =>
      await bodyOf(
        api.http.PUT('/api/v1/merchants/{slug}/labels', {
          params: { path: { slug } },
          body: { labels: labelsFromForm(labels) },
        }),
      ),
    onSuccess: ({ labels }) => {
      queryClient.setQueryData(merchantsQuery(api).queryKey, (known) =>
        known?.map((item) => (item.slug === slug ? { ...item, labels } : item)),
      )
      // Lists by label have other merchants now.
      void queryClient.invalidateQueries({ queryKey: ['complaints'] })
      announce(t('labels.saved'))
      onClose()
    },
  })
  const formId = `labels-${slug}`
  return (
    <Modal
      open={open}
      title={t('labels.of', { merchant: merchant.name })}
      okText={t('labels.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={onClose}
      destroyOnHidden
      width={440}
    >
      <div className="dialog-body">
        <p>{t('labels.why')}</p>
        {save.isError && <ProblemNote error={save.error} />}
        <Form<LabelsForm>
          id={formId}
          layout="vertical"
          requiredMark={false}
          initialValues={{ labels: merchant.labels }}
          onFinish={(values) => save.mutate(values)}
        >
          <Form.Item<LabelsForm>
            name="labels"
            label={t('labels.title')}
            extra={t('labels.hint')}
            rules={[
              {
                validator: async (_, value: readonly string[]) => {
                  const problem = judgeLabels(labelsFromForm(value))
                  if (problem === undefined) return
                  throw new Error(t(`labels.problem.${problem}`, { labels: MAX_LABELS, limit: LABEL_LIMIT }))
                },
              },
            ]}
          >
            <Select
              mode="tags"
              tokenSeparators={[',', '，', ';', '；']}
              options={labelChoices(merchants).map((label) => ({ value: label, label }))}
            />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  )
}
