export {
  answerDashboard,
  answerUnknownPage,
  type DashboardAnswer,
  type DashboardRequest,
} from './lib/answer.ts'
export { FILES as DASHBOARD_FILES, PAGES as DASHBOARD_PAGES } from './lib/addresses.ts'
export { contentSecurityPolicy } from './lib/policy.ts'
