// What the page loads on demand, loaded before the first test: on a busy machine compiling it takes longer than a
// test waits for an element.
import '../../src/chat/ChatPanel.tsx'
import '../../src/complaint/ComplaintPage.tsx'
import '../../src/rights/RightsFacts.tsx'
import '../../src/rights/SettleDialog.tsx'
import '../../src/tickets/TicketsPage.tsx'
