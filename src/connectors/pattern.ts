/** How a Task learns that its work is done. Source: Developer Guide, "Service integration patterns". */
export type IntegrationPattern = 'RequestResponse' | 'Sync' | 'WaitForTaskToken';
