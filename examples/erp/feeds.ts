import { EventEmitter, on } from 'node:events';
import type { Lead, StockItem } from './records';

/** What happens, for those who listen in this process; a real ERP would have it from a broker. */
export class Feeds {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  tellOfLead(lead: Lead): void {
    this.emitter.emit(`lead ${lead.organizationId}`, lead);
  }

  tellOfStock(item: StockItem): void {
    this.emitter.emit(`stock ${item.organizationId}`, item);
  }

  /** Each event is the list of what was emitted, which is one thing. */
  leadsOf(organizationId: number): AsyncIterator<readonly Lead[]> {
    return on(this.emitter, `lead ${organizationId}`);
  }

  stockOf(organizationId: number): AsyncIterator<readonly StockItem[]> {
    return on(this.emitter, `stock ${organizationId}`);
  }
}
