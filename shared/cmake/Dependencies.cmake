# Finds the libraries through pkg-config. What is missing is named all at once, with the command that
# installs it, because a list that grows by one line per try is how people give up.
find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
  message(FATAL_ERROR "pkg-config is missing.\n"
    "  Debian, Ubuntu: apt-get install pkg-config\n  Homebrew: brew install pkg-config")
endif()

set(missing_debian "")
set(missing_brew "")
set(missing_names "")
# dependency(TARGET module version debian-package homebrew-formula) -> PkgConfig::TARGET
macro(dependency target module version debian brew)
  pkg_check_modules(${target} IMPORTED_TARGET "${module}>=${version}")
  if(NOT ${target}_FOUND)
    string(APPEND missing_names " ${module}>=${version}")
    string(APPEND missing_debian " ${debian}")
    string(APPEND missing_brew " ${brew}")
  endif()
endmacro()

dependency(ARCHIVE libarchive 3.4  libarchive-dev       libarchive)
dependency(CURL    libcurl    7.74 libcurl4-openssl-dev curl)
dependency(CMARK   libcmark   0.29 libcmark-dev         cmark)
dependency(JANSSON jansson    2.13 libjansson-dev       jansson)
dependency(CYAML   libcyaml   1.1  libcyaml-dev         libcyaml)
# libcyaml.pc asks for -lyaml, and the package of Debian 12 does not bring it.
dependency(YAML    yaml-0.1   0.2  libyaml-dev          libyaml)
dependency(PCRE2   libpcre2-8 10.32 libpcre2-dev        pcre2)
dependency(SODIUM  libsodium  1.0.18 libsodium-dev      libsodium)
dependency(DEFLATE libdeflate 1.7  libdeflate-dev       libdeflate)
dependency(ZLIB    zlib       1.2.11 zlib1g-dev         zlib)
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
  dependency(SECCOMP libseccomp 2.5 libseccomp-dev -)
endif()
if(BUILD_TESTING)
  dependency(CMOCKA cmocka 1.1.5 libcmocka-dev cmocka)
endif()
find_program(CMARK_PROGRAM cmark)
if(NOT CMARK_PROGRAM)
  string(APPEND missing_names " cmark(1)")
  string(APPEND missing_debian " cmark")
  string(APPEND missing_brew " cmark")
endif()

if(missing_names)
  message(FATAL_ERROR "Missing:${missing_names}\n"
    "  Debian, Ubuntu: apt-get install${missing_debian}\n"
    "  Homebrew:       brew install${missing_brew}\n"
    "  or let tests/run install everything.")
endif()
