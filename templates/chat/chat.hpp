#pragma once
#include "kotori/kotori.hpp"

/// A room in which everyone hears everyone. It outlives the server of its routes.
class Chat {
 public:
  kotori::Routes routes();

 private:
  kotori::Audience everyone_;
  std::atomic<int> visitors_ = 0;  // visitors come on every loop at once
};
