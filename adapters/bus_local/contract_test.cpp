#include "adapters/bus_local/local_bus.hpp"
#include "chat/ports/bus_contract.hpp"

namespace chat::contract {
namespace {

class LocalBench {
 public:
  Bus& here() { return bus_; }
  Bus& there() { return bus_; }

 private:
  adapters::LocalBus bus_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Local, BusContract, LocalBench);

}  // namespace chat::contract
