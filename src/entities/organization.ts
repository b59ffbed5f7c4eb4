import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * A tenant, by the view `portcullis.organizations`, which also has the legacy flags, as `flags`. Behind it are tables
 * of the product, which Portcullis only reads.
 */
@Entity('organizations')
export class Organization {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;
}
