#include "adapters/bus_nats/nats_bus.hpp"
#include "adapters/bus_nats/test_nats_server.hpp"
#include "chat/ports/bus_contract.hpp"

namespace chat::contract {
namespace {

class NatsBench {
 public:
  Bus& here() { return here_; }
  Bus& there() { return there_; }

 private:
  adapters::NatsServer server_;
  adapters::NatsBus here_{{{1}}, {.urls = {server_.url()}, .ca_file = {}}};
  adapters::NatsBus there_{{{1}}, {.urls = {server_.url()}, .ca_file = {}}};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Nats, BusContract, NatsBench);

}  // namespace chat::contract
