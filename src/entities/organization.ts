import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * A tenant. The table may belong to another application, and Portcullis only reads it. `ORGANIZATIONS_WITH_FLAGS` reads
 * the legacy flags, whose column may have been dropped.
 */
@Entity('organizations')
export class Organization {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;
}
