import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A tenant. The table may belong to another application: Portcullis reads it. */
@Entity('organizations')
export class Organization {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  /** The legacy flags, in whatever shape they were left. */
  @Column('jsonb', { name: 'enabled_modules', nullable: true })
  enabledModules!: unknown;
}
