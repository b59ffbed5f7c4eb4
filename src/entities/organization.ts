import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/**
 * A tenant, by the view `portcullis.organizations`, which also has the legacy flags, as `flags`. Behind it are tables
 * of the product, which Portcullis only reads.
 */
@Entity('organizations')
export class Organization {
  @PrimaryColumn(ORGANIZATION_ID)
  id!: OrganizationId;

  @Column('text')
  name!: string;
}
