# Everything here is a package of Debian 12; ./run setup installs it by name.
find_package(PkgConfig REQUIRED)

# What the library itself stands on. A line here is all that a new dependency needs: it is found now, found again by
# find_package(kotori) where the library is installed, and required by kotori.pc in the words behind MODULES.
function(library_package name)
  cmake_parse_arguments(PACKAGE "" "" "MODULES" ${ARGN})
  find_package(${name} ${PACKAGE_UNPARSED_ARGUMENTS} REQUIRED)
  list(JOIN PACKAGE_UNPARSED_ARGUMENTS " " version)
  string(STRIP "${name} ${version}" wanted)
  set_property(GLOBAL APPEND_STRING PROPERTY KOTORI_FINDS "find_dependency(${wanted})\n")
  set_property(GLOBAL APPEND PROPERTY KOTORI_MODULES ${PACKAGE_MODULES})
endfunction()

# The same for what only pkg-config knows: library_modules(SODIUM libsodium) makes PkgConfig::KOTORI_SODIUM.
function(library_modules name)
  pkg_check_modules(KOTORI_${name} REQUIRED IMPORTED_TARGET ${ARGN})
  list(JOIN ARGN " " modules)
  set_property(GLOBAL APPEND_STRING PROPERTY KOTORI_FINDS "kotori_find_modules(KOTORI_${name} ${modules})\n")
  set_property(GLOBAL APPEND PROPERTY KOTORI_MODULES ${ARGN})
endfunction()

set_property(GLOBAL PROPERTY KOTORI_FINDS "")
set_property(GLOBAL PROPERTY KOTORI_MODULES "")
library_package(Threads)
library_package(fmt 9 MODULES fmt)
library_package(spdlog 1.10 MODULES spdlog)
library_package(simdjson 3 MODULES simdjson)
library_package(OpenSSL 3 MODULES libssl libcrypto)
library_package(ZLIB 1.2 MODULES zlib)
library_modules(SODIUM libsodium)
library_modules(RE2 re2)
library_modules(BROTLI libbrotlienc)
library_package(SQLite3 3.40)  # for kotori::sessions_sqlite, whose own .pc requires it

# What only the chat and the program stand on.
if(KOTORI_BUILD_APPS)
  find_package(CLI11 2 REQUIRED)
  pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
  pkg_check_modules(NATS REQUIRED IMPORTED_TARGET libnats)  # the package's own CMake files name a library that it lacks
  pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq>=15)
endif()

if(KOTORI_BUILD_TESTS)
  find_package(GTest 1.12 REQUIRED)
  include(GoogleTest)
  pkg_check_modules(KOTORI_BROTLIDEC REQUIRED IMPORTED_TARGET libbrotlidec)
endif()
if(KOTORI_BENCHES)
  find_package(benchmark 1.7 REQUIRED)
endif()
