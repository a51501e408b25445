export { createGroupCommit, type GroupCommit, type GroupCommitOptions, NotCommitted } from './group-commit.ts'
export { createReceiverMetrics, type ReceiverMetrics } from './metrics.ts'
export { BODY_LIMIT, callbackPath, type ReceiverDeps, receiver } from './receiver.ts'
