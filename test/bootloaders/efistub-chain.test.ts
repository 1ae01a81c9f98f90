import { describeChain } from '../support/chain-suite.ts';
import { linuxStubBreaks, xenEntryBreaks } from '../support/firmware-breaks.ts';
import { efistubHost } from '../support/firmware-hosts.ts';
import { xenEfiBreaks } from '../support/xen-efi-breaks.ts';

describeChain('efistub', efistubHost, [...xenEntryBreaks('boot.chain'), ...xenEfiBreaks, ...linuxStubBreaks]);
