# aai: build, test and install.  GNU make; data first, rules below.

VERSION := 0.1.0

# What a builder may set.
CFLAGS ?= $(if $(SAN),-O1,-O2) -g
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
PKG_CONFIG ?= pkg-config
INSTALL ?= install
SAN ?=#			address,undefined: build and test with sanitizers
WERROR ?=#		1: warnings are errors
VALGRIND ?=#		1: run the tests under valgrind
EMULATOR ?=#		what runs programs built for another machine
WITH_ZSTD ?= 1#		0: without, even where the library is there
WITH_SNAPPY ?= 1
WITH_MICROHTTPD ?= 1
WITH_YAML ?= 1
WITH_SQLITE ?= 1
WITH_EDIT ?= 1
FUZZ_SECONDS ?= 20
DPKG_FLAGS ?=#		for dpkg-buildpackage; -d: whatever is installed
MACHINE ?= $(shell uname -m)#	of static programs: x86_64, aarch64
STATIC ?=#		a folder of lib/packaging/musl-libs: static programs
V ?=#			1: show commands whole
comma := ,
VARIANT ?= $(patsubst %,%-,$(filter-out cc gcc,$(notdir $(firstword \
    $(CC)))))$(if $(SAN),san-$(subst $(comma),-,$(SAN)),release)

ifneq ($(STATIC),)
# Everything that may be linked stands after what needs it.
CC := $(STATIC)/bin/musl-gcc
CPPFLAGS += -I$(STATIC)/include
LDFLAGS += -L$(STATIC)/lib -static-pie
LDLIBS += -lnghttp2 -lssl -lcrypto -lcares -lz -lonig -lstdc++ -lm
PKG_CONFIG := false
WITH_EDIT := 0
OTHER := $(filter-out $(shell uname -m),$(MACHINE))
ifneq ($(OTHER),)
EMULATOR := qemu-$(OTHER)-static
INSTALL := install --strip-program=$(OTHER)-linux-gnu-strip
endif
endif

# Libraries: the header that tells of each, how it is linked, who needs it.
lib = $(or $(shell $(PKG_CONFIG) --libs $1 2>/dev/null),$2)
HEADER_curl := curl/curl.h
HEADER_jq := jq.h
HEADER_z := zlib.h
HEADER_zstd := zstd.h
HEADER_snappy := snappy-c.h
HEADER_microhttpd := microhttpd.h
HEADER_yaml := yaml.h
HEADER_sqlite3 := sqlite3.h
HEADER_edit := histedit.h
CURL = $(call lib,libcurl,-lcurl)
JQ = $(call lib,libjq,-ljq)
Z = $(call lib,zlib,-lz)
ZSTD = $(if $(filter zstd,$(have)),$(call lib,libzstd,-lzstd))
SNAPPY = $(if $(filter snappy,$(have)),$(call lib,snappy,-lsnappy))
MICROHTTPD = $(call lib,libmicrohttpd,-lmicrohttpd)
YAML = $(if $(filter yaml,$(have)),$(call lib,yaml-0.1,-lyaml))
SQLITE = $(call lib,sqlite3,-lsqlite3)
EDIT = $(if $(filter edit,$(have)),$(call lib,libedit,-ledit))

LIBS_aai = $(CURL) $(JQ) $(Z)
LIBS_aai-fetch = $(CURL) $(JQ) $(Z)
LIBS_aai-fanout = $(CURL) $(JQ) $(Z)
LIBS_aai-login = $(CURL) $(JQ) $(Z)
LIBS_aai-describe = $(CURL) $(JQ) $(Z) $(YAML)
LIBS_aai-flatten = $(JQ) $(Z) $(ZSTD)
LIBS_aai-sink-csv = $(Z)
LIBS_aai-sink-parquet = $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-sink-delta = $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-sink-iceberg = $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-compact = $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-sink-sql =
LIBS_aai-mock = $(MICROHTTPD) $(Z)
LIBS_aai-show = $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-report = $(Z) $(ZSTD) $(SNAPPY) -lm
LIBS_aai-query = $(SQLITE) $(EDIT) $(Z) $(ZSTD) $(SNAPPY)
LIBS_aai-listen = $(MICROHTTPD)
SERVERS := aai-mock aai-listen

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
    -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
    -Wwrite-strings -Wcast-qual -Wpointer-arith -Wformat=2 -Wundef -Wvla \
    -Wimplicit-fallthrough

ifneq ($(and $(filter deps,$(MAKECMDGOALS)),$(filter-out deps,$(MAKECMDGOALS))),)

# Installing changes what is found below, so it comes before all else, and
# the other goals get a make of their own (-j or not).
REST := $(filter-out deps,$(MAKECMDGOALS))
.PHONY: $(MAKECMDGOALS)
deps:
	@tests/deps $(if $(filter static release,$(REST)),--release)
$(firstword $(REST)): deps
	+@$(MAKE) --no-print-directory $(REST)
$(wordlist 2,$(words $(REST)),$(REST)): $(firstword $(REST))
	@:

else

B := build/$(VARIANT)

# Which libraries are there.  What was found stays found (a compiler run
# each, otherwise); what was not is looked for again next time.
LIBRARIES := curl jq z zstd snappy microhttpd yaml sqlite3 edit
tries = $(shell echo 'int main(void){return 0;}' | $(CC) $(CPPFLAGS) \
    -include $(HEADER_$1) -x c - $(LDFLAGS) -l$1 $(LDLIBS) -o /dev/null 2>/dev/null && \
    echo $1)
found := $(shell cat $B/libraries 2>/dev/null)
lacking := $(filter-out $(found),$(LIBRARIES))
found += $(foreach l,$(lacking),$(call tries,$l))
ifneq ($(lacking),)
$(shell mkdir -p $B && echo $(found) >$B/libraries)
endif
have := $(filter-out $(if $(filter 0,$(WITH_ZSTD)),zstd) \
    $(if $(filter 0,$(WITH_SNAPPY)),snappy) \
    $(if $(filter 0,$(WITH_MICROHTTPD)),microhttpd) \
    $(if $(filter 0,$(WITH_YAML)),yaml) \
    $(if $(filter 0,$(WITH_SQLITE)),sqlite3) \
    $(if $(filter 0,$(WITH_EDIT)),edit),$(found))
missing := $(filter-out $(have),curl jq z)
need = $(if $(missing),$(error not found: $(foreach m,$(missing),\
    $(HEADER_$m)); run 'make deps'))

optimised := $(and $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),$(if \
    $(SAN)$(findstring _FORTIFY_SOURCE,$(CPPFLAGS)$(CFLAGS)),,yes))

# What hardens programs, as far as the compiler knows it: probes of large stack
# frames, targets of indirect branches (CET of x86, BTI of Arm), and checks of
# copies whose length is known when they run.  Asked once of each compiler.
takes = $(shell $(CC) -O2 -Werror $1 -include stdio.h -x c -c /dev/null \
    -o /dev/null 2>/dev/null && echo $1)
hardened := $(shell cat $B/hardened 2>/dev/null)
ifneq ($(wordlist 1,$(words $(CC)),$(hardened)),$(CC))
hardened := $(CC) $(foreach f,-fstack-clash-protection -fcf-protection \
    -mbranch-protection=standard -D_FORTIFY_SOURCE=3,$(call takes,$f))
$(shell mkdir -p $B && echo $(hardened) >$B/hardened)
endif
hardened := $(wordlist $(words $(CC) x),$(words $(hardened)),$(hardened))

ALL_CPPFLAGS := -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Ilib -Icmd \
    -DAAI_VERSION='"$(VERSION)"' \
    $(if $(optimised),$(or $(filter -D%,$(hardened)),-D_FORTIFY_SOURCE=2)) \
    $(if $(filter zstd,$(have)),-DHAVE_ZSTD=1) \
    $(if $(filter snappy,$(have)),-DHAVE_SNAPPY=1) \
    $(if $(filter yaml,$(have)),-DHAVE_YAML=1) \
    $(if $(filter edit,$(have)),-DHAVE_EDIT=1) $(CPPFLAGS)
ALL_CFLAGS := -std=c11 -pthread $(WARNINGS) $(if $(filter 1,$(WERROR)),-Werror) \
    -fPIE -fstack-protector-strong $(filter-out -D%,$(hardened)) \
    -ffile-prefix-map=$(CURDIR)=. \
    $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
    -fno-omit-frame-pointer) $(CFLAGS)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

SERVED := $(filter microhttpd,$(have))
ASKED := $(filter sqlite3,$(have))
SRC := $(filter-out $(if $(SERVED),,lib/serve/%),$(wildcard lib/*/*.c))
FOLDERS := $(filter-out $(if $(ASKED),,aai-query),\
    $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c)))
PROGRAMS := $(filter-out $(if $(SERVED),,$(SERVERS)),$(FOLDERS))
UNITS := $(filter-out $(if $(SERVED),,test_serve% test_mock%) \
    $(if $(ASKED),,test_query%),\
    $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c)))
TOOLS := $(patsubst tests/%.c,%,$(wildcard tests/*.c))
OBJ := $(SRC:%.c=$B/obj/%.o)
# A program's modules: what lies beside its main.c.
modules = $(patsubst %.c,$B/obj/%.o,$(filter-out %/main.c,$(wildcard cmd/$1/*.c)))
MODULES := $(foreach p,$(FOLDERS),$(call modules,$p))
ARCHIVES := $(FOLDERS:%=$B/modules/%.a)
MAN := $(wildcard man/*.[1-8])
BINARIES := $(PROGRAMS:%=$B/bin/%)
TESTS := $(UNITS:%=$B/unit/%) $(TOOLS:%=$B/tools/%)

# A command is told by one word and its target, or whole with V=1.
say = $(if $(filter 1,$V),,@printf '%-4s %s\n' $1 $@;)

.PHONY: all archives everything check demo deps interop bench lint format fuzz coverage
.PHONY: portability torture install uninstall dist deb static release clean
.PHONY: print-LIBS FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $B/libaai.a $(BINARIES) $(if $(filter release,$(VARIANT)),build/bin)

build/bin: | $(BINARIES)
	@ln -sfn release/bin $@

# The maps tell which objects of lib each program has; see tests/shared.sh.
$B/bin/%: $B/obj/cmd/%/main.o $B/libaai.a
	@mkdir -p $(@D) $B/map
	$(call say,link)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,-Map=$B/map/$* \
	    -o $@ $(filter %.o,$^) $B/libaai.a $(LIBS_$*) $(LDLIBS)

$(foreach p,$(FOLDERS),$(eval $B/bin/$p: $(call modules,$p)))
$(foreach p,$(FOLDERS),$(eval $B/modules/$p.a: $(call modules,$p)))

# A test has the modules of the programs whose headers it includes.
used = $$(for p in $(FOLDERS); do \
    ! grep -q "cmd/$$p/" $(<:.o=.d) || echo $B/modules/$$p.a; done)
$B/unit/%: $B/obj/tests/unit/%.o $(ARCHIVES) $B/libaai.a
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(used) \
	    $B/libaai.a $(LIBS) $(LDLIBS)

$B/tools/%: $B/obj/tests/%.o $(ARCHIVES) $B/libaai.a
	@mkdir -p $(@D)
	$(call say,link)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(used) \
	    $B/libaai.a $(LIBS) $(LDLIBS)

LIBS = $(CURL) $(JQ) $(Z) $(ZSTD) $(SNAPPY) $(YAML) \
    $(if $(SERVED),$(MICROHTTPD)) \
    $(if $(ASKED),$(SQLITE) $(EDIT)) -lm

$B/libaai.a: $(OBJ)
$B/libaai.a $(ARCHIVES):
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,ar)$(AR) rcD $@ $^

# Run from here, so that the assembler finds what .incbin names under lib.
$B/obj/%.o: %.c $B/flags
	$(need)@mkdir -p $(@D)
	$(call say,cc)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Wa,-Ilib -Wa,-Icmd -MMD -MP -c -o $@ $<

$(filter $B/obj/lib/api/%,$(OBJ)): $(wildcard lib/api/*.json)
$(filter $B/obj/lib/lake/%,$(OBJ)): $(wildcard lib/lake/*.json)
$B/obj/cmd/aai-report/page.o: $(wildcard cmd/aai-report/page.*)

# Other flags or another compiler build everything anew.
flags := $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)
$B/flags: FORCE
	@mkdir -p $(@D)
	$(file >$@.new,$(flags))@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

-include $(OBJ:.o=.d) $(MODULES:.o=.d) $(PROGRAMS:%=$B/obj/cmd/%/main.d)
-include $(UNITS:%=$B/obj/tests/unit/%.d) $(TOOLS:%=$B/obj/tests/%.d)

deps:
	@tests/deps

print-LIBS:
	@echo $(LIBS)

TESTENV = ROOT='$(CURDIR)' BUILD='$(CURDIR)/$B' CC='$(CC)' SAN='$(SAN)' \
    VALGRIND='$(VALGRIND)' EMULATOR='$(EMULATOR)' PATH="$(CURDIR)/$B/bin:$$PATH"

archives: $B/libaai.a $(ARCHIVES)

everything: all $(TESTS)

check: everything
	@$(TESTENV) tests/run $(T)

demo: all
	@$(TESTENV) tests/demo.sh

interop: all $B/tools/statehash
	@$(TESTENV) tests/interop/run

bench: all $B/tools/peak
	@$(TESTENV) tests/bench/run $(T)

lint:
	@$(TESTENV) tests/lint $(T)

format:
	clang-format -i $(wildcard cmd/*/*.[ch] lib/*/*.[ch] tests/*.c tests/*/*.[ch])

fuzz:
	@$(TESTENV) FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run $(T)

portability:
	@ROOT='$(CURDIR)' tests/portability $(T)

torture: everything
	@$(TESTENV) tests/torture/run $(T)

coverage:
	$(MAKE) check VARIANT=coverage CFLAGS='-O0 -g --coverage' \
	    CPPFLAGS='$(CPPFLAGS) -include tests/counts.h' T='$(T)'
	@$(TESTENV) tests/coverage build/coverage

# What a program completes is told by itself.
COMPLETIONS := $(foreach s,bash zsh fish,$(PROGRAMS:%=$B/completions/%.$s))

$B/completions/%.bash $B/completions/%.zsh $B/completions/%.fish: $B/bin/%
	@mkdir -p $(@D)
	@for s in bash zsh fish; do \
	    $(EMULATOR) $< --completion=$$s >$B/completions/$*.$$s || exit 1; done

# Each file to install: its mode, what it is, what it becomes.
INSTALLED = $(foreach p,$(PROGRAMS),755 $B/bin/$p $(BINDIR)/$p) \
    $(foreach p,$(MAN),644 $p $(MANDIR)/man$(subst .,,$(suffix $p))/$(notdir $p)) \
    $(foreach p,$(PROGRAMS),644 $B/completions/$p.bash $(BASHDIR)/$p \
    644 $B/completions/$p.zsh $(ZSHDIR)/_$p \
    644 $B/completions/$p.fish $(FISHDIR)/$p.fish)

install: all $(COMPLETIONS)
	@set -e; put() { while [ $$# -gt 0 ]; do i=install; \
	    [ $$1 = 644 ] || i="$(INSTALL) -s"; \
	    $$i -D -m $$1 $$2 "$(DESTDIR)$$3"; shift 3; done; }; \
	    put $(INSTALLED)

uninstall:
	@set -e; take() { while [ $$# -gt 0 ]; do \
	    rm -f "$(DESTDIR)$$3"; shift 3; done; }; take $(INSTALLED)

# The times in it are the commit's, so that everybody makes the same.
DIST := aai-$(VERSION)
dist:
	@mkdir -p build
	git -c tar.umask=0022 archive --format=tar --prefix=$(DIST)/ HEAD | \
	    gzip -9n >build/$(DIST).tar.gz

# A Debian package of the commit, in build/deb.
deb: dist
	rm -rf build/deb
	mkdir -p build/deb
	tar xzf build/$(DIST).tar.gz -C build/deb
	cp -R build/deb/$(DIST)/lib/packaging/debian build/deb/$(DIST)/debian
	cd build/deb/$(DIST) && dpkg-buildpackage -us -uc -b $(DPKG_FLAGS)

# Static programs, which run on every Linux: build/static-MACHINE/bin.
static:
	lib/packaging/musl-libs build/musl-$(MACHINE) $(MACHINE) \
	    >build/musl-$(MACHINE).log 2>&1 || \
	    { tail build/musl-$(MACHINE).log; exit 1; }
	+@$(MAKE) all STATIC='$(CURDIR)/build/musl-$(MACHINE)' \
	    VARIANT=static-$(MACHINE)

# What is handed out, in build/dist: a tarball of static programs with their
# pages and completions, a list of what is in them, a wheel, an image, an RPM.
release: static
	rm -rf build/stage-$(MACHINE)
	+@$(MAKE) install STATIC='$(CURDIR)/build/musl-$(MACHINE)' \
	    VARIANT=static-$(MACHINE) PREFIX= DESTDIR='$(CURDIR)/build/stage-$(MACHINE)'
	lib/packaging/rpm $(VERSION) $(MACHINE) build/stage-$(MACHINE) build/dist
	python3 -B lib/packaging/release.py --version $(VERSION) \
	    --machine $(MACHINE) --libraries build/musl-$(MACHINE) \
	    build/stage-$(MACHINE) build/dist

clean:
	rm -rf build

endif
