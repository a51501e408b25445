export { type InboxBacklog, readInboxBacklog } from './inbox-backlog.ts'
export { insertNotices, type Notice } from './insert-notices.ts'
export { findInboxEntry, type InboxEntry, type InboxQuery, listInbox } from './list-inbox.ts'
export { replayParked } from './replay.ts'
