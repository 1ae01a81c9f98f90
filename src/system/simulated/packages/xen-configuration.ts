/** /etc/xen/xl.conf as Xen 4.21 ships it: all of it commented out. */
export const xlConf = `## Global XL config file ##

# Set domain-id policy. "xen" means that the hypervisor will choose the
# id of a new domain. "random" means that a random value will be chosen.
#domid_policy="xen"

# Control whether dom0 is ballooned down when xen doesn't have enough
# free memory to create a domain.  "auto" means only balloon if dom0
# starts with all the host's memory.
#autoballoon="auto"

# full path of the lockfile used by xl during domain creation
#lockfile="/var/lock/xl"

# default output format used by "xl list -l"
#output_format="json"

# default vif script
#vif.default.script="vif-bridge"

# default bridge device to use with vif-bridge hotplug scripts
#vif.default.bridge="xenbr0"

# Reserve a claim of memory when launching a guest. This guarantees immediate
# feedback whether the guest can be launched due to memory exhaustion
# (which can take a long time to find out if launching huge guests).
# see xl.conf(5) for details.
#claim_mode=1
`;

export const xencommons = `## Path: System/Virtualization
## Type: string
## Default: "none"
#
# Log xenconsoled messages (cf xl dmesg)
#XENCONSOLED_TRACE=[none|guest|hv|all]

## Type: string
## Default: ""
#
# Additional commandline arguments to start xenconsoled.
XENCONSOLED_ARGS=
`;

export const xendomains = `## Path: System/xen
## Type: string
#
# Directory to save running domains to when the system (dom0) is shut down.
XENDOMAINS_SAVE=/var/lib/xen/save

# This boolean says if saved domains shall be restored.
XENDOMAINS_RESTORE=true

# Directory of the domains that are started at boot.
XENDOMAINS_AUTO=/etc/xen/auto
`;

export const efiXenCfg = `[global]
default=xen

[xen]
options=console=vga dom0_mem=1024M,max:1024M dom0_max_vcpus=4 loglvl=all noreboot
kernel=vmlinuz-linux root=<Root Device> rw
ramdisk=initramfs-linux.img
ucode=<extracted microcode file>
`;

export const modules = `xen-evtchn
xen-gntdev
xen-gntalloc
xen-blkback
xen-netback
xen-pciback
xen-acpi-processor
`;

export const hypervisorConfig = `CONFIG_X86_64=y
CONFIG_X86=y
CONFIG_PV=y
CONFIG_HVM=y
CONFIG_INTEL_IOMMU=y
CONFIG_AMD_IOMMU=y
`;
