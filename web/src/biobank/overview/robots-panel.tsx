/** Filled in when the routes of automated stores answer. */
export function RobotsPanel() {
  return null;
}
