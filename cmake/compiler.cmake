# Read by our own build and, installed, by those who use the library.
if(NOT (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19))
  set(KOTORI_NO_COMPILER "Kotori needs clang 19 or later (-DCMAKE_CXX_COMPILER=clang++-19); this is ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
endif()
