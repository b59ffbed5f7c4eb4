export { DomainError, ERROR_CODES, type ErrorCode, type Fault } from './domain/errors';
export { readConfig, type Config } from './platform/config';
export { openDatabase, migrateSchema, type Database } from './platform/database';
export { startServer, type RunningServer } from './graphql/server';
export { serve } from './main';
export { openEntitlements, type Entitlements, type EntitlementsOptions } from './open-entitlements';
