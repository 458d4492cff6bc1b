# The library as others use it: kotori::kotori, kotori::testing for their tests, and kotori::sessions_sqlite; the same names for those who install it
# and for those who add this folder to their own build. Each is one archive of all its layers, for why should they know them.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

function(kotori_archive name)
  cmake_parse_arguments(ARCHIVE "" "OUTPUT" "LAYERS;NEEDS" ${ARGN})
  set(archive kotori_${name}_archive)
  add_library(${archive} STATIC)
  set_property(GLOBAL APPEND PROPERTY KOTORI_ARCHIVES ${archive})
  add_library(kotori::${name} ALIAS ${archive})
  set_target_properties(${archive} PROPERTIES EXPORT_NAME ${name} OUTPUT_NAME ${ARCHIVE_OUTPUT} LINKER_LANGUAGE CXX SYSTEM ON
    ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/package)
  target_compile_features(${archive} PUBLIC cxx_std_23)
  target_link_libraries(${archive} PUBLIC ${ARCHIVE_NEEDS})
  target_sources(${archive} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR})
  foreach(layer ${ARCHIVE_LAYERS})
    foreach(part SOURCES HEADERS LINK PRIVATE_LINK)
      get_property(${part} GLOBAL PROPERTY ${layer}_${part})
    endforeach()
    if(SOURCES)
      target_sources(${archive} PRIVATE $<TARGET_OBJECTS:${layer}>)
    endif()
    target_sources(${archive} PUBLIC FILE_SET HEADERS FILES ${HEADERS})
    target_link_libraries(${archive} PRIVATE ${LINK} ${PRIVATE_LINK})  # no header of ours shows a header of theirs
  endforeach()
endfunction()

get_property(layers GLOBAL PROPERTY KOTORI_LAYERS)
list(REMOVE_ITEM layers kotori_testing)
kotori_archive(kotori OUTPUT kotori LAYERS ${layers})
target_sources(kotori_kotori_archive PUBLIC FILE_SET HEADERS FILES ${PROJECT_SOURCE_DIR}/kotori/kotori.hpp)
kotori_archive(testing OUTPUT kotori_testing LAYERS kotori_testing NEEDS kotori_kotori_archive)
kotori_archive(sessions_sqlite OUTPUT kotori_sessions_sqlite LAYERS adapters_sqlite adapters_sessions_sqlite NEEDS kotori_kotori_archive)

if(NOT KOTORI_INSTALL)
  return()
endif()

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kotori)
set(modules_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# What is installed is what this target builds; the program is added where it is made.
get_property(archives GLOBAL PROPERTY KOTORI_ARCHIVES)
add_custom_target(kotori_package DEPENDS ${archives})
install(TARGETS ${archives} EXPORT kotori COMPONENT library FILE_SET HEADERS COMPONENT library)
install(EXPORT kotori NAMESPACE kotori:: FILE kotori-targets.cmake DESTINATION ${config_dir} COMPONENT library)

get_property(KOTORI_FINDS GLOBAL PROPERTY KOTORI_FINDS)
get_property(KOTORI_MODULES GLOBAL PROPERTY KOTORI_MODULES)
string(REGEX REPLACE "[^/]+" ".." KOTORI_UP ${modules_dir})
configure_file(cmake/kotori-config.cmake.in package/kotori-config.cmake @ONLY)

# For those who build without CMake: what stands behind each archive is required by its name.
function(kotori_pc KOTORI_ARCHIVE KOTORI_DESCRIPTION)
  list(JOIN ARGN " " KOTORI_REQUIRES)
  configure_file(cmake/kotori.pc.in package/${KOTORI_ARCHIVE}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/package/${KOTORI_ARCHIVE}.pc DESTINATION ${modules_dir} COMPONENT library)
endfunction()
kotori_pc(kotori "Coroutine servers with WebSockets, routes and sessions, in C++23" ${KOTORI_MODULES})
kotori_pc(kotori_testing "Servers and clients for the tests of what is built with Kotori" "kotori = ${PROJECT_VERSION}")
kotori_pc(kotori_sessions_sqlite "Sessions of Kotori that are kept in SQLite" "kotori = ${PROJECT_VERSION}" sqlite3)

write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/kotori-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/compiler.cmake ${PROJECT_BINARY_DIR}/package/kotori-config.cmake ${PROJECT_BINARY_DIR}/package/kotori-config-version.cmake
  DESTINATION ${config_dir} COMPONENT library)
