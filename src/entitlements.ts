/** `portcullis/entitlements`: the entitlements for another application, without the server that `portcullis` loads. */
export { DomainError, ERROR_CODES, type ErrorCode, type Fault } from './domain/errors';
export { openEntitlements, type Entitlements, type EntitlementsOptions } from './open-entitlements';
