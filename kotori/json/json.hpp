#pragma once
/// Struct <-> JSON text, from the shape a struct declares.
#include "kotori/json/read.hpp"
#include "kotori/json/shape.hpp"
#include "kotori/json/write.hpp"
