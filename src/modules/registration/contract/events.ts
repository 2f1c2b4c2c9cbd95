/** Facts that registration emits. `source` tells the public form from the office; `notify` false = no mail wanted. */
export type RegistrationConfirmed = { registrationId: string; notify: boolean }
export type RegistrationCancelled = { registrationId: string; by: 'attendee' | 'office'; notify?: boolean }
export type RegistrationChanged = { registrationId: string }
export const facts = { confirmed: 'registration.confirmed', cancelled: 'registration.cancelled', changed: 'registration.changed' } as const
