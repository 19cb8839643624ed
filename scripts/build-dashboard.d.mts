/** Builds the dashboard, unless it was built from the same sources. */
export function buildDashboard(): void
