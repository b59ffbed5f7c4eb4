import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A tenant. The table may belong to another application: Portcullis reads it. The legacy flags are no part of it: see `ORGANIZATIONS_WITH_FLAGS`. */
@Entity('organizations')
export class Organization {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;
}
