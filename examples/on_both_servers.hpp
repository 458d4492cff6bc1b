#pragma once
#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>

// region: both
/// Each example is seen twice: in memory, and over real sockets.
using BothServers = testing::Types<kotori::TestServer, kotori::LiveServer>;
// end: both

/// The guide's last chat once more over https and wss.
using AllServers = testing::Types<kotori::TestServer, kotori::LiveServer, kotori::LiveTlsServer>;
